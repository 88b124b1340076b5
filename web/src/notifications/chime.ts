let audio: AudioContext | undefined;

/** Two short quiet tones; nothing where the browser plays none. */
export function playChime(): void {
  try {
    audio ??= new AudioContext();
    const { currentTime: now, destination } = audio;
    for (const [index, frequency] of [660, 880].entries()) {
      const start = now + index * 0.12;
      const tone = new OscillatorNode(audio, { frequency });
      const volume = new GainNode(audio, { gain: 0 });
      volume.gain.setValueAtTime(0.08, start);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.3);
      tone.connect(volume).connect(destination);
      tone.start(start);
      tone.stop(start + 0.3);
    }
  } catch {
    audio = undefined;
  }
}

import { styleText } from 'node:util';

export type Style = 'dim' | 'bold' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta';

/** Gives text a colour, or not. */
export type Paint = (style: Style, text: string) => string;

/** For output that takes no colours. */
export const plainPaint: Paint = (_style, text) => text;

/** For a terminal; without colours where `NO_COLOR` or the terminal says so. */
export function paintFor(output: NodeJS.WriteStream): Paint {
  return output.isTTY && output.hasColors()
    ? (style, text) => styleText(style, text, { validateStream: false })
    : plainPaint;
}

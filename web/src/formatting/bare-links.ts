import type { Extension, Handle } from 'mdast-util-from-markdown';

const enterLink: Handle = function enterLink(token) {
  this.enter({ type: 'link', title: null, url: '', children: [] }, token);
};

const exitLink: Handle = function exitLink(token) {
  this.exit(token);
};

/** As the parser does for `<https://…>`. */
const enterAddress: Handle = function enterAddress(token) {
  this.config.enter['autolinkProtocol']?.call(this, token);
};

const exitUrl: Handle = function exitUrl(token) {
  this.config.exit['autolinkProtocol']?.call(this, token);
};

const exitEmail: Handle = function exitEmail(token) {
  this.config.exit['autolinkEmail']?.call(this, token);
};

const exitWww: Handle = function exitWww(token) {
  this.config.exit['data']?.call(this, token);
  const link = this.stack.at(-1);
  if (link?.type === 'link') link.url = `http://${this.sliceSerialize(token)}`;
};

/**
 * Makes links of addresses that stand in the text as they are, where the parser's extension found
 * them. That extension's counterpart, mdast-util-gfm-autolink-literal, would also search the finished
 * tree for more: 2 kB of script, which the budget of the first load does not have, for what hardly
 * anybody writes.
 */
export const bareLinks: Extension = {
  enter: {
    literalAutolink: enterLink,
    literalAutolinkEmail: enterAddress,
    literalAutolinkHttp: enterAddress,
    literalAutolinkWww: enterAddress,
  },
  exit: {
    literalAutolink: exitLink,
    literalAutolinkEmail: exitEmail,
    literalAutolinkHttp: exitUrl,
    literalAutolinkWww: exitWww,
  },
};

// @ts-check
/**
 * The code of a link, which stands behind the `#` of the page's address: browsers send that to nobody. It is taken out of the address at
 * once, before the rest of the page is there, so that the tab's history does not have it either.
 */

const CODE = /^#code=([\w-]{1,512})$/;

/** @type {((code: string) => void) | undefined} */
let taker;
/** @type {string | undefined} */
let waiting;

read();
// A link that is opened where the page is already.
addEventListener('hashchange', read);

/** @param {(code: string) => void} take called for each code, also for one that has come before */
export function onLinkCode(take) {
  taker = take;
  const code = waiting;
  waiting = undefined;
  if (code !== undefined) take(code);
}

function read() {
  const { hash, pathname } = location;
  if (hash === '') return;
  history.replaceState(null, '', pathname);
  const code = CODE.exec(hash)?.[1];
  if (code === undefined) return;
  if (taker) taker(code);
  else waiting = code;
}

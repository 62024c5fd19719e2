// @ts-check
/** The form that asks for a token. The token is in no address, no history and no storage: it comes by hand and is sent once. */

/**
 * @param {HTMLFormElement} form with a field `token`
 * @param {(token: string) => void} take
 */
export function onToken(form, take) {
  const field = form.elements.namedItem('token');
  if (!(field instanceof HTMLInputElement)) throw new Error('the form has no field for a token');
  field.focus();
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const token = field.value.trim();
    field.value = '';
    if (token !== '') take(token);
  });
  // What is pasted is whole: nobody needs to press a button.
  field.addEventListener('paste', (event) => {
    const token = event.clipboardData?.getData('text').trim() ?? '';
    if (token === '') return;
    event.preventDefault();
    field.value = '';
    take(token);
  });
}

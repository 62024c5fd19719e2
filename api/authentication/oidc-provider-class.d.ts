/** The class by itself: the package's entry also prints a notice on Node 20, where all that is used here is tested. */

declare module 'oidc-provider/lib/provider.js' {
  export { default as Provider } from 'oidc-provider';
}

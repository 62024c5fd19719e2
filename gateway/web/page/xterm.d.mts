/** The file is served under this name beside the page's own; its types are the package's. */
export * from '@xterm/xterm';

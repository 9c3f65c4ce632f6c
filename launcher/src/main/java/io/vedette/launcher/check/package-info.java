/**
 * Tools that look at files without a server.
 *
 * <p><b>Problem.</b> A file that a server refuses, or that is too large, has to be understood where it lies, by a person and by
 * programs.
 *
 * <p><b>Choice.</b> The tool reads with the reader of the server, so what it calls sound the server can read; it speaks the words of
 * Redis' own tool, which scripts know, and JSON. Nothing of the file is kept: memory does not grow with it.
 *
 * <p><b>Refused.</b> A check that only walks the outline: damage inside a packed value would show when the server starts.
 */
package io.vedette.launcher.check;

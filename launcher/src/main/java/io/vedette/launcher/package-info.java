/**
 * The first class of every process, and the training of the class caches.
 *
 * <p><b>Problem.</b> Servers and sentinels must answer within 0.4 s of their start and stay below 100 MB, on a virtual machine that
 * by itself takes a third of that time to load the classes they need.
 *
 * <p><b>Choice.</b> One jar with a manifest that names the others; the script {@code vedette} starts it with one set of
 * flags, so that nothing differs between a server started by hand, by {@code up}, or by a unit file. After a build the script
 * trains three caches of loaded and linked classes (JEP 514): one for servers, one for sentinels, one for the tools. A
 * process maps its cache and begins where the training ended. Without a cache, or with one of another JVM, everything
 * works, only slower.
 *
 * <p><b>Refused.</b> One cache for all: what is in it is loaded at start whether it is needed or not. A native image: the
 * servers live long, and the compiler that knows their load is worth more than the start. A framework for commands in
 * front of {@code server} and {@code sentinel}: their arguments are those of Redis, which no such framework can express.
 */
package io.vedette.launcher;

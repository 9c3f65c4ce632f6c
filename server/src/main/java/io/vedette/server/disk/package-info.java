/**
 * The disk as files of data need it.
 *
 * <p><b>Problem.</b> What is lost with the power, and what happens when a disk is full, cannot be tried on a real disk as often
 * as there are moments in which it may happen.
 *
 * <p><b>Choice.</b> A narrow interface over the few calls that durable files need; beside the real one, tests have a disk that
 * forgets what was not brought down to it, and one that refuses at a chosen moment.
 *
 * <p><b>Refused.</b> A whole file system behind the interfaces of the JDK: its force calls are no part of what such a file
 * system can see.
 *
 * <p>Begin with {@link io.vedette.server.disk.Disk}. Its methods block: beside the loop, but where everything is to stand still.
 */
package io.vedette.server.disk;

/**
 * Groups on machines between which the network can be broken: network namespaces of this machine, joined by switches.
 *
 * <p><b>Problem.</b> What a group is worth shows when the network breaks. A process that is stopped or killed is no substitute: there both
 * sides of a partition go on, and packets vanish without a word.
 *
 * <p><b>Choice.</b> A box is a network namespace with one card. Partitions move cards between switches, one-way silence sends to a card
 * that nobody has; so real processes, ours and others, meet the kernel's own behaviour. Who measures asks them over UNIX sockets, which no
 * partition cuts. Clients are threads that have entered a box ({@link io.vedette.launcher.boxes.Boxes#enter}): the system lets a single thread
 * change its network, and all of them share one clock and one memory.
 *
 * <p><b>Refused.</b> A proxy between the processes: it answers connects and FINs that a broken network would not. A process for each
 * client: their clocks and their records would have to be brought together. Packet filters: not every machine has them, and a rule that
 * forgets one direction is not seen.
 */
package io.vedette.launcher.boxes;

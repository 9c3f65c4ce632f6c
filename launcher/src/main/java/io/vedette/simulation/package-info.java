/**
 * The simulation: the real sentinel cores in a world whose time, network, disks and servers are made of a seed.
 *
 * <p><b>Problem.</b> What breaks a supervisor is a crash between a vote and its disk, a command that arrives ten seconds late,
 * a network that is whole in one direction only. Tests with processes meet such moments by luck and cannot meet
 * them again.
 *
 * <p><b>Choice.</b> The core is a function of events and time, so a world of a few hundred lines can run it unchanged: one
 * thread, one agenda, one source of chance. A seed is a whole story, a thousand failovers take about a second, and what
 * went wrong once goes wrong again under {@code --replay}. While faults last, {@link io.vedette.simulation.Law}s judge every
 * event and every effect by what the world knows, not by what the core says of itself; afterwards the group has bounded
 * time to come to one master that all name and all follow. That the laws see what they should is shown by mutants: cores
 * with one rule broken, each of which must be caught.
 *
 * <p>TCP is modelled as what it is: a connection keeps its order and loses nothing while it lives; what a cut swallows is
 * delivered late or the connection breaks. Hellos through pub/sub come from many sides, so these are lost, doubled and overtaken.
 * Data servers count their writes along branches of history, as Redis does by replication id and offset, so it can be told
 * exactly which acknowledged writes are lost, and when.
 *
 * <p><b>Room.</b> A law hears every event, every effect before and after the barrier of the disk, and every order that a
 * server obeys. Rules about ballots, promises, confirmed writes or fences need no more than further laws and a further
 * kind of server.
 *
 * <p><b>Refused.</b> Threads under a controlled scheduler, or whole processes under a recording kernel: they test the shell
 * too, and are slower by a factor of thousands. A time line kept in every run: building its texts costs more than the failover;
 * a failed seed is simply played again with a journal.
 */
package io.vedette.simulation;

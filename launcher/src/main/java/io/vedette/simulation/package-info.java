/**
 * The simulation: the real cores of sentinels, and of replication, in a world whose time, network, disks and servers are made of a seed.
 *
 * <p><b>Problem.</b> What breaks a supervisor is a crash between a vote and its disk, a command that arrives ten seconds late,
 * a network that is whole in one direction only. Tests with processes meet such moments by luck and cannot meet
 * them again.
 *
 * <p><b>Choice.</b> The core is a function of events and time, so a world of a few hundred lines can run it unchanged: one
 * thread, one agenda, one source of chance. A seed is a whole story, a thousand failovers take a second or two, and what
 * went wrong once goes wrong again under {@code --replay}. While faults last, {@link io.vedette.simulation.Law}s judge every
 * event and every effect by what the world knows, not by what the core says of itself; afterwards the group has bounded
 * time to come to one master that all name and all follow. That the laws see what they should is shown by mutants: cores
 * with one rule broken, each of which must be caught.
 *
 * <p>TCP is modelled as what it is: a connection keeps its order and loses nothing while it lives; what a cut swallows is
 * delivered late or the connection breaks. Hellos through pub/sub come from many sides, so these are lost, doubled and overtaken.
 *
 * <p>Data servers are of two kinds: {@link io.vedette.simulation.RedisModel}, a model of what Redis does (who
 * may resume by ids and offsets, what a restart remembers, FAILOVER), and {@link io.vedette.simulation.VedetteCores}, our own replication
 * cores with their bytes on simulated links, FAILOVER included. Both number their writes along branches of history, so it can be told exactly
 * which acknowledged writes are lost, and when; in the bytes of ours each write says which one it is, and a replica
 * that applies one out of its place breaks a law.
 *
 * <p>A world has the one kind or the other, or both, as a group has that goes over from Redis to ours. The model then speaks the
 * real protocol to ours, as their replica ({@link io.vedette.simulation.RedisUpstream}) and as their master
 * ({@link io.vedette.simulation.RedisReplicas}), with offsets that count the very bytes, so partial resynchronisation, chains and
 * FAILOVER go from either kind to the other; Redis among themselves need no bytes and look at each other's state.
 *
 * <p>Groups with a write quorum are worlds of their own kind ({@link io.vedette.simulation.Play.Kind}): their servers are
 * {@link io.vedette.simulation.MemberCores}, which have the real {@link io.vedette.replication.Ballots} and a
 * {@link io.vedette.simulation.MemberDisk} each. {@link io.vedette.simulation.AcknowledgedLaw} knows which writes were acknowledged and who has
 * them, {@link io.vedette.simulation.BallotLaw} who promised what, so neither asks the cores whether they are right. What may be lost is
 * not estimated: a write is forgotten when the last member that could prove to have it lost its memory, and where members confirm from their disks
 * never. In one of two the operator changes who belongs to the group meanwhile ({@link io.vedette.simulation.Registrar}), under all
 * the faults there are: {@link io.vedette.simulation.MembershipLaw} watches each step, and whether enough have promised or confirmed is reckoned by the
 * lists in the members' data. In one of two there is a fence ({@link io.vedette.simulation.MemberFence}), with clocks that go too
 * fast or too slow by less than is assumed, and {@link io.vedette.simulation.FenceLaw} sees to it that nobody writes when a successor has begun.
 * Chance alone seldom meets the moments that a fence is for, so {@link io.vedette.simulation.MemberFaults} aims at them: it hides a master until there is another one, and
 * then has what was under way to the old one arrive, without an answer. An operator's word against the ballots is played too: what only those have to whom it
 * was said is forgotten, and counted, once that is on their disks. Where peace finds too few whose data count he has the group founded anew, and it must agree
 * and acknowledge then as any other; only a group of whose data nothing is left is given up. Power fails in silence: its peers have the connection still when the
 * machine is back with another one.
 *
 * <p>What it found: a master that restarted, and was named anew by another sentinel, was to be replaced once more at once, by elections for which nobody else voted, which
 * kept a fence closed for twenty seconds; a member that an operator had overridden, and that followed the master again, was foreign for ever; one that had
 * led and was overridden wrote under the name of the group's history; one that was overridden, promised a ballot and restarted followed by its configuration, resumed
 * with what was none of the group's, and nothing was confirmed any more. A configured master that lost its data between the first promise and the first promotion left a group without
 * master for ever; SUPERVISE goes from core to core without its words.
 *
 * <p><b>Not simulated.</b> The shells, so neither RESP between sentinels and servers nor the
 * files of either; keys, expiry and memory of a server; addresses that change; scripts; several groups in one sentinel.
 *
 * <p><b>Room.</b> A law hears every event, every effect before and after the barrier of the disk, and every order that a
 * server obeys.
 *
 * <p><b>Refused.</b> Threads under a controlled scheduler, or whole processes under a recording kernel: they test the shell
 * too, and are slower by a factor of thousands. A time line kept in every run: building its texts costs more than the failover;
 * a failed seed is simply played again with a journal.
 */
package io.vedette.simulation;

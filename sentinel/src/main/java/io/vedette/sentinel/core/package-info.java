/**
 * The supervisor's mind: a pure state machine that is told what happened and when, and says what to do.
 *
 * <p><b>The problem.</b> Supervision is a race between messages, deadlines and other sentinels' opinions. Code that waits,
 * sends and stores while it decides can neither be replayed nor proved.
 *
 * <p><b>The choice.</b> {@link io.vedette.sentinel.core.SentinelCore#handle} takes one {@link io.vedette.sentinel.core.Event}
 * and the time and gives the {@link io.vedette.sentinel.core.Effect}s in order. Time and chance are arguments, storage and
 * sockets are effects, so a run is repeated from its seed. State advances on the message that permits it: nothing waits
 * for a tick that an answer has already made unnecessary; deadlines are told to the shell by
 * {@link io.vedette.sentinel.core.Effect.WakeAt}.
 *
 * <p><b>Durable before told.</b> A vote, an epoch or a configuration is handed over as
 * {@link io.vedette.sentinel.core.Effect.Persist}; effects that would tell others of it
 * ({@link io.vedette.sentinel.core.Effect#waitsForPersist}) are held by the shell until it is on disk.
 * Asking for votes promises nothing and goes out at once; the candidate's own vote counts when it is on disk, so an election
 * waits for one disk and not for two in a row ({@code Election}).
 *
 * <p><b>By ballot.</b> A group of which no acknowledged write may be lost is not led by votes alone: votes say who may try, and
 * the members' own promises say who leads ({@code Synod}). They are asked for their keys first and for a promise only if enough can
 * give one, since a promise stops a master; R + 1 - N of them are as many as it takes to meet every acknowledged write. A ballot's
 * token is drawn anew for each attempt, and its epoch is on our disk before anybody hears of it, so no two attempts are one ballot, not
 * after a restart either. Which ballot is in force is read from the master's INFO and kept nowhere: whoever has to send a stray
 * replica back needs no memory of the election. A promise in which nobody leads is a reason for an election like a dead master, and so is one of
 * another token in the master's own epoch. The old master is left out only if enough others remain that have forgotten nothing: where
 * all members answer, those who stopped unclean are counted too, and the old master may be the only one who still knows
 * what was acknowledged (seed 256 of {@code simulate --durable} lost a write by that, before this was so). A switchover that an operator
 * wants holds the master's writes until the heir has them, and only then asks for promises: what is still on its way to a replica
 * would be answered {@code -NOQUORUM} by the promise, and an heir that lacks something could not be chosen. A promise is given a second for a
 * promotion to follow, unless the master led by the last one and has restarted: then nobody is about to lead, and the election is at once.
 *
 * <p><b>Fences.</b> Votes make a leader, and in a fenced group they also take support from the old master ({@code Backing}): a vote ends our supporting
 * PINGs, and says whom we last heard. So a spent vote must be followed by a master of its epoch, or a healthy old one would be left with too few
 * supporters: an election goes on to its end though the master answers again, and confirms it. ODOWN is no ground to stand on here: opinions are seconds
 * old, and an operator's failover asks for none. Refused: to withdraw support when the master seems down (a voter need not see it
 * down), and to send supporting PINGs only when our state is on the disk (a slow disk would close fences, and buys nothing: see there).
 *
 * <p><b>Thousands of groups.</b> An event costs the groups that it is about: the others stand in a queue by the time at which
 * they want to be looked at ({@code LookQueue}). What is periodic falls on beats that many groups share
 * ({@code Timers.beatMillis}), so that one wake-up serves many; and what would come round before the next PING goes out beside this one
 * ({@code Turn.untilNext}), one packet to a server and one look at its group. With few groups each keeps its own time.
 *
 * <p><b>Refused.</b> One periodic function that looks at everything, as Redis has it: it costs up to a tick per state and
 * makes the order of decisions depend on the phase of a timer. Opinions of peers that outlive the address they were
 * given about: an old "down" then topples a healthy new master, so an opinion here is bound to the address that was asked.
 *
 * <p>Begin with {@link io.vedette.sentinel.core.SentinelCore} and {@code Group}, then {@code FailoverDriver}; of groups by ballot, {@code Synod}. All of it belongs to whoever
 * calls the core, one thread.
 */
package io.vedette.sentinel.core;

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
 * <p><b>Refused.</b> One periodic function that looks at everything, as Redis has it: it costs up to a tick per state and
 * makes the order of decisions depend on the phase of a timer. Opinions of peers that outlive the address they were
 * given about: an old "down" then topples a healthy new master, so an opinion here is bound to the address that was asked.
 */
package io.vedette.sentinel.core;

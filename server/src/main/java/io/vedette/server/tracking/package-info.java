/**
 * Client tracking: clients that keep copies of what they have read are told when it changes.
 *
 * <p><b>Problem.</b> Who has read a key must be known when the key changes, for a million keys and more; or, by broadcast, who wants to
 * hear of all keys with some beginning. A message must not fall into the middle of a reply, and the many changes of one turn
 * go to a broadcasting client as one message.
 *
 * <p><b>Choice.</b> {@link io.vedette.server.tracking.Tracking} hears of reads from the dispatcher and of changes from the keyspace. It has
 * two tables, as Redis has: key → numbers of clients, which forgets a key when it told of it, and prefix → clients with the keys that
 * changed in this turn. What concerns the client whose command runs waits until its reply is whole. Numbers and not clients stand in the table
 * of keys, so that a client can leave without a search.
 *
 * <p><b>Refused.</b> A table off the heap: it is bounded by {@code tracking-table-max-keys}, and nobody has it who does not ask
 * for it.
 *
 * <p>Begin with {@link io.vedette.server.tracking.Tracking}. Owner loop only.
 */
package io.vedette.server.tracking;

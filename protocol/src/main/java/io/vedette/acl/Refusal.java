package io.vedette.acl;

/** Why a user may not do something; from the mildest to the one that a client is told if several hold. */
public sealed interface Refusal {
    /** Position in the request of what is refused, 0 for the command itself. */
    int position();

    record OfCommand() implements Refusal {
        @Override
        public int position() {
            return 0;
        }
    }

    record OfKey(int position) implements Refusal {}

    record OfChannel(int position) implements Refusal {}
}

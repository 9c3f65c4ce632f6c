package io.vedette.session;

/**
 * Why a client is blocked, and how the wait ends from outside. Whoever blocked the client also ends the wait when the
 * answer is there: writes the reply, then {@link Client#unblock}.
 */
public interface Waiting {
    /** Writes the reply that the client would get when its time is up (CLIENT UNBLOCK id TIMEOUT), and forgets the client. */
    void timedOut(Client client);

    /** Forgets the client without a reply: it was closed, or another reply has been written. */
    void abandoned(Client client);
}

package io.vedette.sentinel.core;

/**
 * Whom a voter has supported as the master last, and how long ago it last heard it: nobody can count a later contact with the voter.
 *
 * @param agoMillis 0 and more
 */
public record LastSupport(Address server, long agoMillis) {}

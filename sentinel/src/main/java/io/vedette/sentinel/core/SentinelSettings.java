package io.vedette.sentinel.core;

/**
 * What concerns the sentinel as a whole.
 *
 * @param announced the address that hellos carry; its host may be empty: then the shell's own address towards each peer
 *     is put in its place
 */
public record SentinelSettings(Address announced) {}

package io.vedette.acl;

/** What a user may hear that was just named, the choices of {@code acl-pubsub-default}. */
public enum ChannelsOfNewUsers {
    ALLCHANNELS,
    RESETCHANNELS
}

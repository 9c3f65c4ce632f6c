package io.vedette.acl;

/**
 * Somebody who can log in. Clients hold it: a change of its rights is theirs at once. Owned by the loop.
 *
 * <p>Known to its {@link AclUsers}, then perhaps {@link #isGone gone}: its clients are to be closed.
 */
public final class User {
    private final String name;
    private Rights rights;
    /** Nothing is refused by these rights: asked for every command. */
    private boolean mayEverything;

    private boolean gone;

    User(String name, Rights rights) {
        this.name = name;
        this.rights = rights;
        this.mayEverything = rights.isEverything();
    }

    /** One character a byte. */
    public String name() {
        return name;
    }

    public Rights rights() {
        return rights;
    }

    boolean mayEverything() {
        return mayEverything;
    }

    void rights(Rights value) {
        rights = value;
        mayEverything = value.isEverything();
    }

    public boolean isGone() {
        return gone;
    }

    void leave() {
        gone = true;
    }
}

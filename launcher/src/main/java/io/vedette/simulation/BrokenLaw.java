package io.vedette.simulation;

/** A rule was broken; the message says which and by whom. Ends the play of a seed. */
final class BrokenLaw extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenLaw(String message) {
        super(message);
    }
}

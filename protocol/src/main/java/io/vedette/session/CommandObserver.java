package io.vedette.session;

/** Hears of every command that ran, also within EXEC, after its function and before the next command. Owned by the loop. */
public interface CommandObserver {
    CommandObserver NOBODY = new CommandObserver() {
        @Override
        public void ran(Call call, BoundCommand command, long nanos) {}

        @Override
        public void ranTogether(BoundCommand command, int times, long nanos) {}

        @Override
        public void wentOn(Call call, BoundCommand command, long nanos) {}
    };

    /**
     * @param call as it ran; its client may be blocked now, then there is no reply yet
     * @param nanos how long the function took
     */
    void ran(Call call, BoundCommand command, long nanos);

    /** Whether it is all the same to everybody how long each of several short commands took. */
    default boolean isContentWithMeans() {
        return true;
    }

    /** The same command ran so many times, at least once, in one step that took so long. */
    void ranTogether(BoundCommand command, int times, long nanos);

    /** A command that had blocked its client has its reply now. */
    void wentOn(Call call, BoundCommand command, long nanos);
}

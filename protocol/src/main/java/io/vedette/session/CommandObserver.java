package io.vedette.session;

/** Hears of every command that ran, also within EXEC, after its function and before the next command. Owned by the loop. */
@FunctionalInterface
public interface CommandObserver {
    /**
     * @param call as it ran; its client may be blocked now, then there is no reply yet
     * @param nanos how long the function took
     */
    void ran(Call call, BoundCommand command, long nanos);
}

package io.vedette.config;

/** A value that a setting does not take, with the reason in Redis' words. Has no stack trace: it tells about the user's input. */
public final class ConfigRefusal extends Exception {
    private static final long serialVersionUID = 1;

    public ConfigRefusal(String reason) {
        super(reason, null, false, false);
    }

    public String reason() {
        return getMessage();
    }
}

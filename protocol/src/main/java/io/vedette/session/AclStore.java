package io.vedette.session;

import java.util.Optional;
import java.util.function.Consumer;

/** The file of users ({@code aclfile}), read and written away from the loop; answers come back on it. */
public interface AclStore {
    /** Its name as it was configured; empty if there is none: nothing else is asked then. */
    Optional<String> name();

    /** @param result the text, one character a byte; empty if it could not be read, which was logged */
    void read(Consumer<Optional<String>> result);

    /** @param saved told whether the text is on disk; if not, the reason was logged */
    void write(String text, Consumer<Boolean> saved);

    /** No file: ACL LOAD and SAVE say so. */
    static AclStore none() {
        return new AclStore() {
            @Override
            public Optional<String> name() {
                return Optional.empty();
            }

            @Override
            public void read(Consumer<Optional<String>> result) {
                result.accept(Optional.empty());
            }

            @Override
            public void write(String text, Consumer<Boolean> saved) {
                saved.accept(false);
            }
        };
    }
}

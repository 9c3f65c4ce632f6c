package io.vedette.simulation;

import io.vedette.sentinel.core.Decree;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.Request;
import io.vedette.sentinel.core.Testimony;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Who asked a member of a group something by SUPERVISE, and is answered once, or never if that dies before. */
interface Asker {
    /** It is done. */
    void confirmed();

    /** What the member holds and has promised, as things are now. */
    void told();

    /** @param line the error */
    void refused(String line);

    /** @param testimony what the member says, asked so */
    record OfSentinel(
            Request.Supervise request,
            LinkId link,
            Consumer<Optional<Event>> answer,
            Function<Decree, Testimony> testimony)
            implements Asker {
        @Override
        public void confirmed() {
            answer.accept(Optional.empty());
        }

        @Override
        public void told() {
            answer.accept(Optional.of(new Event.Testified(link, request.decree(), testimony.apply(request.decree()))));
        }

        @Override
        public void refused(String line) {
            answer.accept(Optional.of(new Event.RequestFailed(link, request, line)));
        }
    }

    /** @param answer hears the error, if it is one */
    record OfOperator(Consumer<Optional<String>> answer) implements Asker {
        @Override
        public void confirmed() {
            answer.accept(Optional.empty());
        }

        @Override
        public void told() {
            throw new BrokenLaw("an operator is told a key that he did not ask for");
        }

        @Override
        public void refused(String line) {
            answer.accept(Optional.of(line));
        }
    }
}

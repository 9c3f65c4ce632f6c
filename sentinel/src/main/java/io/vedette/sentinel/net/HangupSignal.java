package io.vedette.sentinel.net;

import java.lang.reflect.Method;
import org.slf4j.LoggerFactory;

/**
 * Makes the process deaf to SIGHUP, as Redis is: a closed terminal must not end a sentinel. The JDK's only door to this is
 * {@code sun.misc.Signal}, which the compiler warns about and the platform keeps open; so it is reached by name.
 */
final class HangupSignal {
    private HangupSignal() {}

    static void ignore() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object hangup = signal.getConstructor(String.class).newInstance("HUP");
            Object ignore = handler.getField("SIG_IGN").get(null);
            Method handle = signal.getMethod("handle", signal, handler);
            handle.invoke(null, hangup, ignore);
        } catch (ReflectiveOperationException e) {
            LoggerFactory.getLogger(HangupSignal.class).debug("SIGHUP keeps its default action: {}", e.toString());
        }
    }
}

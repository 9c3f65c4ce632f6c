package io.vedette.wire;

import java.lang.reflect.Proxy;
import org.slf4j.LoggerFactory;

/**
 * The signals of a process as Redis takes them: TERM and INT end it in good order with status 0, HUP is ignored (a closed
 * terminal must not end a server). The JDK's only door to signals is {@code sun.misc.Signal}, which the platform keeps open
 * and the compiler warns about without a way to say that one knows; so it is reached by name.
 */
public final class ProcessSignals {
    private ProcessSignals() {}

    /** @param end called with {@code TERM} or {@code INT}, on a thread of the JVM's, for each such signal */
    public static void handle(java.util.function.Consumer<String> end) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ignore = handler.getField("SIG_IGN").get(null);
            Object ending = Proxy.newProxyInstance(
                    ProcessSignals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        switch (method.getName()) {
                            case "handle" ->
                                end.accept((String) signal.getMethod("getName").invoke(arguments[0]));
                            case "hashCode" -> {
                                return System.identityHashCode(proxy);
                            }
                            case "equals" -> {
                                return proxy == arguments[0];
                            }
                            default -> {
                                return "the handler of TERM and INT";
                            }
                        }
                        return Void.TYPE.cast(null);
                    });
            var handle = signal.getMethod("handle", signal, handler);
            handle.invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ignore);
            for (String name : new String[] {"TERM", "INT"}) {
                handle.invoke(null, signal.getConstructor(String.class).newInstance(name), ending);
            }
        } catch (ReflectiveOperationException e) {
            LoggerFactory.getLogger(ProcessSignals.class).warn("signals keep their default actions: {}", e.toString());
        }
    }
}

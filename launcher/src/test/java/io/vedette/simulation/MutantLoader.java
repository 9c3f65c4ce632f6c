package io.vedette.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Loads cores and simulation anew, with one mutation of a core, or with none, and plays seeds in that world. */
final class MutantLoader extends ClassLoader {
    private static final String CORE = "io.vedette.sentinel.core.";
    private static final String REPLICATION = "io.vedette.replication.";
    private static final String SIMULATION = "io.vedette.simulation.";

    private final Optional<Mutation> mutation;
    private final AtomicInteger changes = new AtomicInteger();

    MutantLoader(Optional<Mutation> mutation) {
        super(MutantLoader.class.getClassLoader());
        this.mutation = mutation;
    }

    /** The law that the seed breaks. */
    Optional<String> play(Play.Kind kind, long seed) {
        try {
            Class<?> kinds = loadClass(SIMULATION + "Play$Kind");
            Method run = loadClass(SIMULATION + "Play").getDeclaredMethod("run", kinds, long.class);
            run.setAccessible(true);
            Object result = run.invoke(null, kinds.getEnumConstants()[kind.ordinal()], seed);
            Method brokenLaw = result.getClass().getDeclaredMethod("brokenLaw");
            brokenLaw.setAccessible(true);
            return ((Optional<?>) brokenLaw.invoke(result)).map(Object::toString);
        } catch (InvocationTargetException e) {
            return Optional.of("thrown: " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Places in the code that were changed. */
    int changes() {
        return changes.get();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(CORE) && !name.startsWith(REPLICATION) && !name.startsWith(SIMULATION)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private static String nameOf(String type) {
        return type.contains(".") ? type : CORE + type;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream file = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = file.readAllBytes();
            if (mutation.filter(mutant -> name.equals(nameOf(mutant.type()))).isPresent()) {
                ClassFile classes = ClassFile.of();
                bytes = classes.transformClass(
                        classes.parse(bytes), mutation.get().transform(changes));
            }
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns user objects into bytes and back: checkpoints, user data, collector data. Java serialisation, and every byte that is read
 * passes the {@link TrustedClasses} first.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 */
public final class ObjectSerializer {

    private final ClassLoader classLoader;
    private final TrustedClasses trusted;

    private ObjectSerializer(ClassLoader classLoader, TrustedClasses trusted) {
        this.classLoader = classLoader;
        this.trusted = trusted;
    }

    /** A serializer for the classes that {@code classLoader} sees and {@code trusted} admits. */
    public static ObjectSerializer of(ClassLoader classLoader, TrustedClasses trusted) {
        return new ObjectSerializer(classLoader, trusted);
    }

    /**
     * The object as bytes; null for null.
     *
     * @param what what the object is, for the error message
     * @throws ObjectSerializationException if it or something it refers to is not serialisable, or of a class that is not trusted, so that
     *     nobody could read it
     */
    public byte @Nullable [] toBytes(@Nullable Object object, String what) {
        if (object == null) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new TrustingObjectOutputStream(bytes, what)) {
            out.writeObject(object);
        } catch (NotSerializableException e) {
            throw new ObjectSerializationException(
                    ofClass(what, object) + " cannot be sent to another process: class " + e.getMessage()
                            + " is not serialisable; let it implement java.io.Serializable",
                    e);
        } catch (ObjectSerializationException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) { // of a writeObject() too
            throw new ObjectSerializationException(ofClass(what, object) + " cannot be serialised: " + e, e);
        }
        return bytes.toByteArray();
    }

    private static String ofClass(String what, Object object) {
        return what + " (a " + object.getClass().getName() + ")";
    }

    private static ObjectSerializationException notTrusted(String what, String className, @Nullable Throwable cause) {
        return new ObjectSerializationException(
                what + " contains class " + className + ", which is not trusted; if it may be read, add it to "
                        + TrustedClasses.SETTING,
                cause);
    }

    /**
     * The object of these bytes; null for null.
     *
     * @param what what the object is, for the error message
     * @throws ObjectSerializationException if a class is unknown here or not trusted, the bytes are damaged, or the object refuses to be read
     */
    public @Nullable Serializable fromBytes(byte @Nullable [] bytes, String what) {
        if (bytes == null) {
            return null;
        }
        RejectionRecorder filter = new RejectionRecorder();
        List<String> missing = new ArrayList<>();
        try (ObjectInputStream in = new ClassLoaderObjectInputStream(new ByteArrayInputStream(bytes), missing)) {
            in.setObjectInputFilter(filter);
            return (Serializable) in.readObject();
        } catch (ClassNotFoundException e) {
            throw isMissing(what, String.valueOf(e.getMessage()), e);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) { // of a readObject() too
            if (e instanceof InvalidClassException && filter.rejected != null) {
                throw notTrusted(what, filter.rejected, e);
            }
            if (!missing.isEmpty()) { // a record that holds a lambda fails otherwise than with what it lacks
                throw isMissing(what, missing.get(0), e);
            }
            throw new ObjectSerializationException(what + " cannot be read: " + e, e);
        }
    }

    private static ObjectSerializationException isMissing(String what, String className, Throwable cause) {
        return new ObjectSerializationException(
                what + " needs class " + className + ", which is not on the class path of this process", cause);
    }

    /** Finds out at the source what no reader would take. */
    private final class TrustingObjectOutputStream extends ObjectOutputStream {
        private final String what;

        TrustingObjectOutputStream(OutputStream out, String what) throws IOException {
            super(out);
            this.what = what;
        }

        @Override
        protected void annotateClass(Class<?> type) {
            if (!trusted.trusts(type)) {
                throw notTrusted(what, type.getName(), null);
            }
        }

        @Override
        protected void annotateProxyClass(Class<?> type) {
            throw notTrusted(what, type.getName() + ", a proxy of " + List.of(type.getInterfaces()), null);
        }
    }

    private final class RejectionRecorder implements ObjectInputFilter {
        private @Nullable String rejected;

        @Override
        public Status checkInput(FilterInfo info) {
            Status status = trusted.check(info);
            if (status == Status.REJECTED && info.serialClass() != null && rejected == null) {
                rejected = info.serialClass().getName();
            }
            return status;
        }
    }

    /** A proxy cannot be in a stream: what it does is up to a handler. One that travels as something else is that again when it has been read. */
    private final class ClassLoaderObjectInputStream extends ObjectInputStream {
        private final List<String> missing;

        ClassLoaderObjectInputStream(InputStream in, List<String> missing) throws IOException {
            super(in);
            this.missing = missing;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, classLoader);
            } catch (ClassNotFoundException e) {
                missing.add(description.getName());
                Class<?> found = super.resolveClass(description);
                if (found.isPrimitive()) {
                    missing.remove(description.getName());
                    return found; // which no class loader knows by name
                }
                throw e;
            }
        }

        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException {
            throw new InvalidClassException("a proxy of " + List.of(interfaces) + " is not trusted");
        }
    }
}

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
import java.io.Serializable;
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
     * @throws ObjectSerializationException if it or something it refers to is not serialisable
     */
    public byte @Nullable [] toBytes(@Nullable Object object, String what) {
        if (object == null) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (NotSerializableException e) {
            throw new ObjectSerializationException(
                    what + " cannot be sent to another process: class " + e.getMessage()
                            + " is not serialisable; let it implement java.io.Serializable",
                    e);
        } catch (IOException e) {
            throw new ObjectSerializationException(
                    what + " of class " + object.getClass().getName() + " cannot be serialised: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    /**
     * The object of these bytes; null for null.
     *
     * @param what what the object is, for the error message
     * @throws ObjectSerializationException if a class is unknown here or not trusted, or the bytes are damaged
     */
    public @Nullable Serializable fromBytes(byte @Nullable [] bytes, String what) {
        if (bytes == null) {
            return null;
        }
        RejectionRecorder filter = new RejectionRecorder();
        try (ObjectInputStream in = new ClassLoaderObjectInputStream(new ByteArrayInputStream(bytes))) {
            in.setObjectInputFilter(filter);
            return (Serializable) in.readObject();
        } catch (ClassNotFoundException e) {
            throw new ObjectSerializationException(
                    what + " needs class " + e.getMessage() + ", which is not on the class path of this process", e);
        } catch (InvalidClassException e) {
            throw new ObjectSerializationException(
                    filter.rejected == null
                            ? what + " cannot be read: " + e.getMessage()
                            : what + " contains class " + filter.rejected
                                    + ", which is not trusted; if it may be read, add it to " + TrustedClasses.SETTING,
                    e);
        } catch (IOException e) {
            throw new ObjectSerializationException(what + " cannot be read: " + e.getMessage(), e);
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

    private final class ClassLoaderObjectInputStream extends ObjectInputStream {
        ClassLoaderObjectInputStream(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, classLoader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description); // primitive types
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.ObjectSerializationException;
import dev.procession.messaging.ObjectSerializer;
import dev.procession.messaging.TrustedClasses;
import java.io.IOException;
import java.io.Serializable;
import java.util.Set;
import org.jberet.spi.SerializableDataProvider;
import org.jspecify.annotations.Nullable;

/**
 * How JBeret turns user data, checkpoints and exceptions into bytes and back; found by {@link java.util.ServiceLoader}.
 *
 * <p>JBeret keeps a user's {@code byte[]} as it is, without serialising it, and after a restart takes it for a serialised object. What does
 * not begin as a serialised object is therefore given back as it is.
 */
public final class UserObjects implements SerializableDataProvider {

    // JBeret makes the one instance by itself and gives no way to reach it.
    private static volatile TrustedClasses trusted = TrustedClasses.of("", Set.of());

    /** Sets what this JVM's repository may read. */
    static void trust(TrustedClasses classes) {
        trusted = classes;
    }

    @Override
    public byte @Nullable [] objectToBytes(@Nullable Object object) throws IOException {
        ClassLoader classLoader = UserObjects.class.getClassLoader();
        ObjectSerializer serializer = ObjectSerializer.of(classLoader, trusted);
        try {
            byte[] bytes = serializer.toBytes(object, "a persistent object");
            if (object instanceof Throwable) {
                serializer.fromBytes(bytes, "an exception"); // of a library that is not trusted: see below
            }
            return bytes;
        } catch (ObjectSerializationException e) {
            throw new IOException(e.getMessage(), e); // for JBeret, which then keeps the text of an exception at least
        }
    }

    @Override
    public @Nullable Serializable bytesToObject(byte @Nullable [] bytes, Class<?> type, ClassLoader classLoader) {
        if (bytes == null || !isSerializedObject(bytes)) {
            return bytes;
        }
        return ObjectSerializer.of(classLoader, trusted).fromBytes(bytes, "a persistent object");
    }

    private static boolean isSerializedObject(byte[] bytes) {
        return bytes.length > 4 && bytes[0] == (byte) 0xAC && bytes[1] == (byte) 0xED && bytes[2] == 0 && bytes[3] == 5;
    }
}

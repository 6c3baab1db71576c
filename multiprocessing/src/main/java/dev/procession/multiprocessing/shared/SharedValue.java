// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One value that processes share. Values are equal if their serialised forms are. */
public final class SharedValue<T extends @Nullable Object> implements Serializable {

    private static final Bytes KEY = new Bytes(new byte[0]);

    private final transient Replicated<MapMachine> replicated;
    private final transient ValueCodec codec;

    SharedValue(Supplier<Participant> participant, ObjectName name, ValueCodec codec) {
        this.codec = codec;
        Map<Bytes, byte[]> initial = Map.of(KEY, codec.toBytes(null, name));
        this.replicated = new Replicated<>(participant, name, MapMachine.of(initial), () -> {});
    }

    private byte[] bytes(T value) {
        return codec.toBytes(value, replicated.name());
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // the user's type, null included, as in any value over a wire
    private T value(@Nullable Object bytes) {
        return (T) codec.fromBytes((byte[]) Objects.requireNonNull(bytes), replicated.name());
    }

    private byte[] current() {
        return Objects.requireNonNull(replicated.get().<byte @Nullable []>read(machine -> machine.get(KEY)));
    }

    /** The value now. */
    public T get() {
        return value(current());
    }

    /** Replaces the value. */
    public void set(T value) {
        replicated.get().call(MapMachine.put(KEY, bytes(value)));
    }

    /** Replaces the value, and returns the one before. */
    public T getAndSet(T value) {
        return value(replicated.get().call(MapMachine.put(KEY, bytes(value))));
    }

    /** Replaces the value if it is {@code expected}, and says whether it was. */
    public boolean compareAndSet(T expected, T value) {
        return isReplaced(bytes(expected), value);
    }

    private boolean isReplaced(byte[] expected, T value) {
        return Boolean.TRUE.equals(replicated.get().call(MapMachine.replace(KEY, expected, bytes(value))));
    }

    /** Replaces the value by what {@code change} makes of it, which is called again if another process was faster; returns the new one. */
    public T update(UnaryOperator<T> change) {
        while (true) {
            byte[] before = current();
            T next = change.apply(value(before));
            if (isReplaced(before, next)) {
                return next;
            }
        }
    }

    private Object writeReplace() {
        return new SharedReference(replicated.name(), 0);
    }

    @Override
    public String toString() {
        return replicated.name().toString();
    }
}

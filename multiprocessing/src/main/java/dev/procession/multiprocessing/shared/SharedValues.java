// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What lists and arrays have in common: values at an index. */
final class SharedValues {

    private final Replicated<ListMachine> replicated;
    private final ValueCodec codec;

    SharedValues(Supplier<Participant> participant, ObjectName name, ValueCodec codec, int length, byte[] initial) {
        this.replicated = new Replicated<>(participant, name, ListMachine.of(length, initial), () -> {});
        this.codec = codec;
    }

    ObjectName name() {
        return replicated.name();
    }

    byte[] bytes(@Nullable Object value) {
        return codec.toBytes(value, name());
    }

    @Nullable
    Object value(byte[] bytes) {
        return codec.fromBytes(bytes, name());
    }

    int size() {
        return replicated.get().read(ListMachine::size);
    }

    byte[] get(int index) {
        return (byte[]) checked(replicated.get().<Object>read(machine -> machine.get(index)), index);
    }

    List<byte[]> copy() {
        return replicated.get().read(ListMachine::copy);
    }

    void append(byte[] value) {
        replicated.get().call(ListMachine.append(value));
    }

    void insert(int index, byte[] value) {
        if (replicated.get().call(ListMachine.insert(index, value)) instanceof ListMachine.OutOfBounds out) {
            throw outOfBounds(index, out);
        }
    }

    byte[] set(int index, byte[] value) {
        return (byte[]) checked(replicated.get().call(ListMachine.set(index, value)), index);
    }

    boolean replace(int index, byte[] expected, byte[] value) {
        return (Boolean) checked(replicated.get().call(ListMachine.replace(index, expected, value)), index);
    }

    byte[] remove(int index) {
        return (byte[]) checked(replicated.get().call(ListMachine.remove(index)), index);
    }

    void clear() {
        replicated.get().call(ListMachine.clear());
    }

    private Object checked(@Nullable Object result, int index) {
        if (result instanceof ListMachine.OutOfBounds out) {
            throw outOfBounds(index, out);
        }
        if (result == null) {
            throw new IllegalStateException("no result of an operation on " + name());
        }
        return result;
    }

    private IndexOutOfBoundsException outOfBounds(int index, ListMachine.OutOfBounds out) {
        return new IndexOutOfBoundsException(name() + " has " + out.size() + " values, none at " + index);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values in an order, as bytes. */
final class ListMachine implements Machine {

    private static final int INSERT = 1;
    private static final int SET = 2;
    private static final int REPLACE = 3;
    private static final int REMOVE = 4;
    private static final int CLEAR = 5;
    private static final int APPEND = 6;

    /** The result of an operation on an index that there is not. */
    record OutOfBounds(int size) {}

    private final List<byte[]> values;

    private ListMachine(List<byte[]> values) {
        this.values = values;
    }

    /** Of lists that begin with so many times the same value. */
    static Kind<ListMachine> of(int length, byte[] initial) {
        return new Kind<>() {
            @Override
            public ListMachine initial() {
                List<byte[]> values = new ArrayList<>(length);
                for (int i = 0; i < length; i++) {
                    values.add(initial);
                }
                return new ListMachine(values);
            }

            @Override
            public ListMachine read(WireReader in) {
                List<byte[]> values = new ArrayList<>();
                for (int left = in.size(); left > 0; left--) {
                    values.add(in.bytes());
                }
                return new ListMachine(values);
            }
        };
    }

    static WireWriter append(byte[] value) {
        return new WireWriter().int32(APPEND).bytes(value);
    }

    static WireWriter insert(int index, byte[] value) {
        return new WireWriter().int32(INSERT).int32(index).bytes(value);
    }

    /** The result is the value before. */
    static WireWriter set(int index, byte[] value) {
        return new WireWriter().int32(SET).int32(index).bytes(value);
    }

    /** The result is whether the value was as expected. */
    static WireWriter replace(int index, byte[] expected, byte[] value) {
        return new WireWriter().int32(REPLACE).int32(index).bytes(expected).bytes(value);
    }

    /** The result is the value. */
    static WireWriter remove(int index) {
        return new WireWriter().int32(REMOVE).int32(index);
    }

    static WireWriter clear() {
        return new WireWriter().int32(CLEAR);
    }

    int size() {
        return values.size();
    }

    /** The value at this index, or that there is none. */
    Object get(int index) {
        return index >= 0 && index < values.size() ? values.get(index) : new OutOfBounds(values.size());
    }

    /** The values as of now; the bytes are not copied. */
    List<byte[]> copy() {
        return List.copyOf(values);
    }

    @Override
    public @Nullable Object apply(long client, WireReader in, Effects effects) {
        int operation = in.int32();
        if (operation == CLEAR) {
            values.clear();
            return null;
        }
        if (operation == APPEND) {
            return values.add(in.bytes());
        }
        int index = in.int32();
        if (index < 0 || index > values.size() || (index == values.size() && operation != INSERT)) {
            return new OutOfBounds(values.size());
        }
        return switch (operation) {
            case INSERT -> {
                values.add(index, in.bytes());
                yield null;
            }
            case SET -> values.set(index, in.bytes());
            case REPLACE -> {
                boolean expected = new Bytes(values.get(index)).equals(new Bytes(in.bytes()));
                if (expected) {
                    values.set(index, in.bytes());
                }
                yield expected;
            }
            case REMOVE -> values.remove(index);
            default -> throw new IllegalArgumentException("unknown operation " + operation + " on a list");
        };
    }

    @Override
    public void died(long client, Effects effects) {}

    @Override
    public Set<Long> clients() {
        return Set.of();
    }

    @Override
    public void write(WireWriter out) {
        out.int32(values.size());
        values.forEach(out::bytes);
    }
}

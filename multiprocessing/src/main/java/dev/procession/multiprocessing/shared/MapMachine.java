// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values by key, as bytes: keys and values are equal if their bytes are. */
final class MapMachine implements Machine {

    static final Kind<MapMachine> KIND = of(Map.of());

    private static final int PUT = 1;
    private static final int PUT_IF_ABSENT = 2;
    private static final int REPLACE = 3;
    private static final int REPLACE_IF = 4;
    private static final int REMOVE = 5;
    private static final int REMOVE_IF = 6;
    private static final int CLEAR = 7;

    private final Map<Bytes, byte[]> entries = new LinkedHashMap<>();

    private MapMachine() {}

    /** Of maps that begin with these entries. */
    static Kind<MapMachine> of(Map<Bytes, byte[]> initial) {
        return new Kind<>() {
            @Override
            public MapMachine initial() {
                MapMachine machine = new MapMachine();
                machine.entries.putAll(initial);
                return machine;
            }

            @Override
            public MapMachine read(WireReader in) {
                MapMachine machine = new MapMachine();
                for (int left = in.size(); left > 0; left--) {
                    machine.entries.put(new Bytes(in.bytes()), in.bytes());
                }
                return machine;
            }
        };
    }

    /** The result of this and the next four is the value before, if there was one. */
    static WireWriter put(Bytes key, byte[] value) {
        return keyed(PUT, key).bytes(value);
    }

    static WireWriter putIfAbsent(Bytes key, byte[] value) {
        return keyed(PUT_IF_ABSENT, key).bytes(value);
    }

    static WireWriter replace(Bytes key, byte[] value) {
        return keyed(REPLACE, key).bytes(value);
    }

    static WireWriter remove(Bytes key) {
        return keyed(REMOVE, key);
    }

    /** The result is whether it was as expected. */
    static WireWriter replace(Bytes key, byte[] expected, byte[] value) {
        return keyed(REPLACE_IF, key).bytes(expected).bytes(value);
    }

    /** The result is whether it was as expected. */
    static WireWriter remove(Bytes key, byte[] expected) {
        return keyed(REMOVE_IF, key).bytes(expected);
    }

    static WireWriter clear() {
        return new WireWriter().int32(CLEAR);
    }

    private static WireWriter keyed(int operation, Bytes key) {
        return new WireWriter().int32(operation).bytes(key.array());
    }

    byte @Nullable [] get(Bytes key) {
        return entries.get(key);
    }

    /** The entries as of now; the bytes are not copied. */
    Map<Bytes, byte[]> copy() {
        return new LinkedHashMap<>(entries);
    }

    int size() {
        return entries.size();
    }

    @Override
    public @Nullable Object apply(long client, WireReader in, Effects effects) {
        int operation = in.int32();
        if (operation == CLEAR) {
            entries.clear();
            return null;
        }
        Bytes key = new Bytes(in.bytes());
        return switch (operation) {
            case PUT -> entries.put(key, in.bytes());
            case PUT_IF_ABSENT -> entries.putIfAbsent(key, in.bytes());
            case REPLACE -> entries.replace(key, in.bytes());
            case REMOVE -> entries.remove(key);
            case REPLACE_IF -> isAs(key, in.bytes()) && entries.put(key, in.bytes()) != null;
            case REMOVE_IF -> isAs(key, in.bytes()) && entries.remove(key) != null;
            default -> throw new IllegalArgumentException("unknown operation " + operation + " on a map");
        };
    }

    private boolean isAs(Bytes key, byte[] expected) {
        byte[] value = entries.get(key);
        return value != null && new Bytes(value).equals(new Bytes(expected));
    }

    @Override
    public void died(long client, Effects effects) {}

    @Override
    public Set<Long> clients() {
        return Set.of();
    }

    @Override
    public void write(WireWriter out) {
        out.int32(entries.size());
        entries.forEach((key, value) -> out.bytes(key.array()).bytes(value));
    }
}

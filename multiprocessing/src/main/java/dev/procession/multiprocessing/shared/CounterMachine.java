// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.util.Set;

/** A number. */
final class CounterMachine implements Machine {

    private static final int ADD = 1;
    private static final int SET = 2;
    private static final int COMPARE_AND_SET = 3;

    private long value;

    private CounterMachine(long value) {
        this.value = value;
    }

    static Kind<CounterMachine> of(long initial) {
        return new Kind<>() {
            @Override
            public CounterMachine initial() {
                return new CounterMachine(initial);
            }

            @Override
            public CounterMachine read(WireReader in) {
                return new CounterMachine(in.int64());
            }
        };
    }

    /** The result is the new value. */
    static WireWriter add(long delta) {
        return new WireWriter().int32(ADD).int64(delta);
    }

    /** The result is the value before. */
    static WireWriter set(long value) {
        return new WireWriter().int32(SET).int64(value);
    }

    /** The result is whether it was as expected. */
    static WireWriter compareAndSet(long expected, long value) {
        return new WireWriter().int32(COMPARE_AND_SET).int64(expected).int64(value);
    }

    @Override
    public Object apply(long client, WireReader in, Effects effects) {
        int operation = in.int32();
        switch (operation) {
            case ADD -> {
                value += in.int64();
                return value;
            }
            case SET -> {
                long before = value;
                value = in.int64();
                return before;
            }
            case COMPARE_AND_SET -> {
                boolean expected = value == in.int64();
                long next = in.int64();
                value = expected ? next : value;
                return expected;
            }
            default -> throw new IllegalArgumentException("unknown operation " + operation + " on a counter");
        }
    }

    @Override
    public void died(long client, Effects effects) {}

    @Override
    public Set<Long> clients() {
        return Set.of();
    }

    @Override
    public void write(WireWriter out) {
        out.int64(value);
    }
}

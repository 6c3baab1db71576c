// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.ObjectSerializationException;
import dev.procession.messaging.UnreadableMessageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValueCodecTest {

    private final Courier courier = new Courier(Trust.ofThisJvm());

    static Stream<List<@Nullable Object>> values() {
        List<@Nullable Object> long1 = new ArrayList<>(Collections.nCopies(1024, 7));
        List<@Nullable Object> ints = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            ints.add(i * i * 1_000_003);
        }
        List<@Nullable Object> endsOtherwise = new ArrayList<>(ints);
        endsOtherwise.set(4999, 1L);
        List<@Nullable Object> endsWithNull = new ArrayList<>(ints);
        endsWithNull.set(1024, null);
        return Stream.of(
                List.of(),
                List.of(0),
                List.of(Integer.MIN_VALUE, -1, 0, 1, 0x01020304, Integer.MAX_VALUE),
                List.of(Long.MIN_VALUE, -1L, 0L, 0x0102030405060708L, Long.MAX_VALUE),
                List.of(-0.0, 0.0, Double.MIN_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, Math.PI),
                long1,
                ints,
                endsOtherwise,
                endsWithNull,
                List.of("", "one", "\u00e4\ud83d\ude00"),
                List.of(true, false),
                List.of(1, 2L, 3.0, "four", true),
                Arrays.asList(1, null),
                Arrays.asList(null, null),
                Collections.singletonList(null),
                List.of('c', 1, 2),
                List.of(1, 2, List.of(3)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void read_returnsWhatWasWritten_fromAnArrayOrAColumn(List<@Nullable Object> values) {
        assertThat(read(written(values.toArray(), 0, values.size()))).isEqualTo(values);
        ByteSink out = new ByteSink(1);
        ValueCodec.write(Column.copyOf(values.toArray(), 0, values.size()), courier, "values", out);
        assertThat(read(out)).isEqualTo(values);
    }

    @Test
    void write_partOfAnArray_writesThatPart() {
        @Nullable Object[] values = {"before", 1, 2, 3, "after"};
        assertThat(read(written(values, 1, 3))).isEqualTo(List.of(1, 2, 3));
    }

    @Test
    void numbers_takeTheirOwnSizeAndNothingElse() {
        @Nullable Object[] values = Collections.nCopies(10_000, 1).toArray();
        assertThat(written(values, 0, values.length).length()).isEqualTo(4 + 1 + 40_000);
    }

    @Test
    void write_somethingThatCannotTravel_leavesTheSinkAsItWas() {
        ByteSink out = new ByteSink(1);
        out.int32(5);
        @Nullable Object[] values = {1, new Object()};
        assertThatThrownBy(() -> ValueCodec.write(values, 0, 2, courier, "values", out))
                .isInstanceOf(ObjectSerializationException.class);
        assertThat(out.length()).isEqualTo(4);
    }

    @Test
    void read_tooFewBytes_isRefused() {
        ByteSink out = written(new @Nullable Object[] {1L, 2L, 3L}, 0, 3);
        ByteSource cut = new ByteSource(out.array(), 0, out.length() - 1);
        assertThatThrownBy(() -> ValueCodec.read(cut, courier, "values"))
                .isInstanceOf(UnreadableMessageException.class);
        out.put(0, Integer.MAX_VALUE);
        ByteSource tooMany = new ByteSource(out.array(), 0, out.length());
        assertThatThrownBy(() -> ValueCodec.read(tooMany, courier, "values"))
                .isInstanceOf(UnreadableMessageException.class);
    }

    private ByteSink written(@Nullable Object[] values, int from, int count) {
        ByteSink out = new ByteSink(1);
        ValueCodec.write(values, from, count, courier, "values", out);
        return out;
    }

    private Column read(ByteSink written) {
        ByteSource in = new ByteSource(written.array(), 0, written.length());
        Column values = ValueCodec.read(in, courier, "values");
        assertThat(in.remaining()).isZero();
        return values;
    }
}

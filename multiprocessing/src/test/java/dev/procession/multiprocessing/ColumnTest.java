// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class ColumnTest {

    @Test
    void put_numbersOfOneType_keepsAnArrayOfThem() {
        assertThat(column(1, Integer.MIN_VALUE).array()).isEqualTo(new int[] {1, Integer.MIN_VALUE});
        assertThat(column(1L, Long.MIN_VALUE).array()).isEqualTo(new long[] {1, Long.MIN_VALUE});
        assertThat(column(1.5, -0.0).array()).isEqualTo(new double[] {1.5, -0.0});
    }

    @Test
    void put_somethingElse_keepsWhatWasThere() {
        assertThat(column(1, 2, "three")).containsExactly(1, 2, "three");
        assertThat(column(1, 2L, 3.0)).containsExactly(1, 2L, 3.0);
        assertThat(column(1L, null)).containsExactly(1L, null);
        assertThat(column(1.0, 'c', 2)).containsExactly(1.0, 'c', 2);
        assertThat(column(null, 1, 2)).containsExactly(null, 1, 2);
    }

    @Test
    void putAll_chunksInAnyOrderAndOfAnyType_hasAllInTheirPlaces() {
        Column column = new Column(6);
        column.putAll(4, Column.of(5, 6));
        assertThat(column.array()).isInstanceOf(int[].class);
        column.putAll(0, Column.of(1, 2));
        column.putAll(2, column("three", 4));
        assertThat(column).containsExactly(1, 2, "three", 4, 5, 6);
        column.putAll(3, Column.of(4L, 5L));
        assertThat(column).containsExactly(1, 2, "three", 4L, 5L, 6);
    }

    @Test
    void putAll_nothing_changesNothing() {
        Column column = new Column(0);
        column.putAll(0, new Column(0));
        assertThat(column).isEmpty();
        assertThat(Column.of(7)).isEqualTo(Collections.singletonList(7));
    }

    @Test
    void list_canBeSortedAndSet() {
        Column column = column(3, 1, 2);
        column.sort(null);
        assertThat(column).containsExactly(1, 2, 3);
        assertThat(column.set(1, "two")).isEqualTo(2);
        assertThat(column).containsExactly(1, "two", 3);
        assertThatThrownBy(() -> column.add(4)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> column.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new Column(2).get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void serialised_isAListOfThePlatform() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(column(1, 2));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject())
                    .isEqualTo(Arrays.asList(1, 2))
                    .isInstanceOf(Arrays.asList().getClass());
        }
    }

    private static Column column(Object... values) {
        return Column.copyOf(values, 0, values.length);
    }
}

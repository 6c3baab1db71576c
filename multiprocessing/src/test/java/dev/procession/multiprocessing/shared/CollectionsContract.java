// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.messaging.ObjectSerializationException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Values, arrays, maps and lists of several processes. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class CollectionsContract {

    Processes processes;
    SharedObjects one;
    SharedObjects two;

    /** To be called before each test. */
    void begin(Processes each) {
        processes = each;
        one = processes.steadyProcess();
        two = processes.steadyProcess();
    }

    @AfterEach
    void close() {
        processes.close();
    }

    @Test
    void value_setByOneProcess_isReadByTheOther() {
        SharedValue<List<String>> value = one.value("v");
        assertThat(two.<List<String>>value("v").get()).isNull();

        value.set(List.of("a"));

        assertThat(two.<List<String>>value("v").get()).containsExactly("a");
        assertThat(two.<List<String>>value("v").getAndSet(List.of("b"))).containsExactly("a");
        assertThat(value.compareAndSet(List.of("a"), List.of("c"))).isFalse();
        assertThat(value.compareAndSet(List.of("b"), List.of("c"))).isTrue();
    }

    @Test
    void update_byManyThreadsAndProcesses_losesNone() throws Exception {
        one.<Integer>value("v").set(0);
        SharedArray<Integer> array = one.array("a", 2);
        array.set(1, 0);
        SharedMap<String, Integer> map = one.map("m");
        List<Future<?>> runs = new ArrayList<>();
        for (SharedObjects objects : List.of(one, two, one, two)) {
            runs.add(processes.run(() -> {
                for (int i = 0; i < 50; i++) {
                    objects.<Integer>value("v").update(number -> number + 1);
                    objects.<Integer>array("a", 2).update(1, number -> number + 1);
                    objects.<String, Integer>map("m").merge("k", 1, Integer::sum);
                }
            }));
        }
        for (Future<?> run : runs) {
            run.get(40, SECONDS);
        }

        assertThat(two.<Integer>value("v").get()).isEqualTo(200);
        assertThat(array.toList()).containsExactly(null, 200);
        assertThat(map).containsExactly(Map.entry("k", 200));
    }

    @Test
    void array_indexThatThereIsNot_isRefused() {
        SharedArray<String> array = one.array("a", 3);

        assertThat(two.array("a", 3).length()).isEqualTo(3);
        assertThatThrownBy(() -> array.get(3))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("array 'a' has 3 values");
        assertThatThrownBy(() -> array.set(-1, "x")).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void map_changedByOneProcess_isChangedForTheOther() {
        SharedMap<String, Object> mine = one.map("m");
        SharedMap<String, Object> others = two.map("m");
        mine.put("a", 1);
        others.put("b", List.of(2));

        assertThat(mine).containsEntry("b", List.of(2)).hasSize(2);
        assertThat(others.putIfAbsent("a", 5)).isEqualTo(1);
        assertThat(others.remove("a", 5)).isFalse();
        assertThat(others.replace("a", 1, 6)).isTrue();
        assertThat(mine.remove("a")).isEqualTo(6);
        assertThat(mine.keySet()).containsExactly("b");
        others.clear();
        assertThat(mine).isEmpty();
        assertThatThrownBy(() -> mine.put("x", new Object())).isInstanceOf(ObjectSerializationException.class);
        assertThatThrownBy(() -> mine.put("x", null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void map_iterated_showsWhatItWasAndWritesThrough() {
        SharedMap<String, Integer> map = one.map("m");
        map.put("a", 1);
        map.put("b", 2);

        Iterator<Map.Entry<String, Integer>> entries = map.entrySet().iterator();
        Map.Entry<String, Integer> first = entries.next();
        two.map("m").put("c", 3);
        first.setValue(5);
        entries.next();
        entries.remove();

        assertThat(entries.hasNext()).isFalse();
        assertThat(two.<String, Integer>map("m")).containsExactlyInAnyOrderEntriesOf(Map.of("a", 5, "c", 3));
    }

    @Test
    void map_valueOfManyMessages_travels() {
        byte[] large = new byte[300_000];
        large[299_999] = 7;
        one.<String, byte[]>map("m").put("large", large);

        assertThat(two.<String, byte[]>map("m").get("large")).isEqualTo(large);
        assertThat(processes.steadyProcess().<String, byte[]>map("m").get("large"))
                .as("from the snapshot")
                .isEqualTo(large);
    }

    @Test
    void list_changedByBothProcesses_keepsItsOrder() {
        SharedList<String> mine = one.list("l");
        SharedList<String> others = two.list("l");
        mine.add("a");
        others.add("c");
        mine.add(1, "b");

        assertThat(others).containsExactly("a", "b", "c");
        assertThat(others.set(0, "A")).isEqualTo("a");
        assertThat(mine.remove(1)).isEqualTo("b");
        assertThat(mine.indexOf("c")).isEqualTo(1);
        assertThat(mine.remove("c")).isTrue();
        assertThat(others).containsExactly("A");
        assertThatThrownBy(() -> others.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
        others.clear();
        assertThat(mine).isEmpty();
    }
}

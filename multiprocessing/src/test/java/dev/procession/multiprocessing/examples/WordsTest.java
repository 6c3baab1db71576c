// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.WorkerPool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Code that counts words with several processes, tested without any. */
class WordsTest {

    @Test
    void count_severalLists_addsUp() {
        try (Multiprocessing mp = Multiprocessing.inThreads();
                WorkerPool pool = mp.pool(2)) {
            List<Integer> counted =
                    pool.map(WordsTest::count, List.of(List.of("to", "be"), List.of("or", "not"), List.of("to", "be")));

            assertThat(counted).containsExactly(2, 2, 2);
            assertThat(mp.<String, Integer>map("words"))
                    .containsExactlyInAnyOrderEntriesOf(Map.of("to", 2, "be", 2, "or", 1, "not", 1));
        }
    }

    static int count(List<String> words) {
        for (String word : words) {
            Multiprocessing.current().<String, Integer>map("words").merge(word, 1, Integer::sum);
        }
        return words.size();
    }
}

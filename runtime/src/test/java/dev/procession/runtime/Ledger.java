// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Whether each of so many numbers is there once. */
final class Ledger {

    private static final int SHOWN = 10;

    private Ledger() {}

    /** What is wrong; empty if nothing is. */
    static List<String> problems(String what, Collection<Integer> numbers, int expected) {
        Map<Integer, Integer> times = new TreeMap<>();
        numbers.forEach(number -> times.merge(number, 1, Integer::sum));
        List<String> problems = new ArrayList<>();
        add(
                problems,
                what + " missing",
                IntStream.range(0, expected)
                        .filter(number -> !times.containsKey(number))
                        .boxed()
                        .toList());
        add(
                problems,
                what + " more than once",
                times.entrySet().stream()
                        .filter(entry -> entry.getValue() > 1)
                        .map(Map.Entry::getKey)
                        .toList());
        add(
                problems,
                what + " out of range",
                times.keySet().stream()
                        .filter(number -> number < 0 || number >= expected)
                        .toList());
        return problems;
    }

    private static void add(List<String> problems, String what, List<Integer> numbers) {
        if (!numbers.isEmpty()) {
            problems.add(numbers.size() + " " + what + ": " + numbers.subList(0, Math.min(SHOWN, numbers.size())));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Multiprocessing;
import java.util.List;

/** One process prints the squares of the numbers it is given. */
final class Squares {

    public static void main(String[] args) throws InterruptedException {
        try (Multiprocessing mp = Multiprocessing.start()) {
            mp.process(Squares::print, List.of(1, 2, 3, 4)).start().join();
        }
    }

    static void print(List<Integer> numbers) {
        for (int number : numbers) {
            System.out.println(number + " squares to " + number * number);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.ChildProcess;
import dev.procession.multiprocessing.Multiprocessing;
import java.util.List;

/** Two processes at the same time. */
final class SquaresAndEvens {

    public static void main(String[] args) throws InterruptedException {
        List<Integer> numbers = List.of(1, 2, 3, 4, 5);
        try (Multiprocessing mp = Multiprocessing.start()) {
            ChildProcess squares = mp.process(Squares::print, numbers).start();
            ChildProcess evens =
                    mp.process(SquaresAndEvens::printEvens, numbers).start();
            squares.join();
            evens.join();
        }
    }

    static void printEvens(List<Integer> numbers) {
        for (int number : numbers) {
            if (number % 2 == 0) {
                System.out.println(number + " is even");
            }
        }
    }
}

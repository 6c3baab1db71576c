// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The word that somebody may have meant. */
final class SimilarWord {

    private SimilarWord() {}

    /** The nearest of the known words, unless a third of it is wrong or more. */
    static Optional<String> of(String word, Collection<String> known) {
        String given = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        return known.stream()
                .filter(candidate -> 3 * distance(given, candidate) <= Math.max(given.length(), candidate.length()))
                .min(Comparator.comparingInt(candidate -> distance(given, candidate)));
    }

    /** How many letters have to be put in, left out, changed, or swapped with the next (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}

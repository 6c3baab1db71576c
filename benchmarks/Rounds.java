// SPDX-License-Identifier: Apache-2.0
import java.util.Arrays;

/** Does the same several times and prints one line: its name, the median, and the first time apart. */
final class Rounds {

    private static final int COUNT = 7;

    interface Work {
        void run() throws Exception;
    }

    interface Measurement {
        double take() throws Exception;
    }

    private Rounds() {}

    /** Items a second. */
    static void measure(String name, int items, Work work) throws Exception {
        print(name, "%.0f", () -> {
            long begin = System.nanoTime();
            work.run();
            return items * 1e9 / (System.nanoTime() - begin);
        });
    }

    /** What {@code work} returns, a rate. */
    static void rates(String name, Measurement work) throws Exception {
        print(name, "%.0f", work);
    }

    /** What {@code work} returns, in milliseconds. */
    static void millis(String name, Measurement work) throws Exception {
        print(name + " (ms)", "%.2f", work);
    }

    private static void print(String name, String format, Measurement work) throws Exception {
        double[] values = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            values[i] = work.take();
        }
        double first = values[0];
        Arrays.sort(values);
        System.out.printf("%s\t" + format + "\t" + format + "%n", name, values[COUNT / 2], first);
    }
}

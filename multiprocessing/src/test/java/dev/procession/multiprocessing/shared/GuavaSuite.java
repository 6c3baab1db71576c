// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** The suites that guava-testlib builds, of JUnit 3, as dynamic tests. */
final class GuavaSuite {

    private GuavaSuite() {}

    /** The tests of a suite. */
    static Stream<DynamicNode> nodes(TestSuite suite) {
        return Collections.list(suite.tests()).stream().map(GuavaSuite::node);
    }

    private static DynamicNode node(Test test) {
        return test instanceof TestSuite suite
                ? DynamicContainer.dynamicContainer(String.valueOf(suite.getName()), nodes(suite))
                : DynamicTest.dynamicTest(test.toString(), () -> run(test));
    }

    static void run(Test test) throws Throwable {
        TestResult result = new TestResult();
        test.run(result);
        throwFirst(result.errors());
        throwFirst(result.failures());
        if (result.runCount() != 1) {
            throw new AssertionError(test + " ran " + result.runCount() + " tests");
        }
    }

    private static void throwFirst(Enumeration<TestFailure> failures) throws Throwable {
        if (failures.hasMoreElements()) {
            throw failures.nextElement().thrownException();
        }
    }

    /** The test methods of guava-testlib's tests of one method. */
    static List<Method> methods(Class<?> tester) {
        return Arrays.stream(tester.getMethods())
                .filter(method -> method.getName().startsWith("test"))
                .toList();
    }
}

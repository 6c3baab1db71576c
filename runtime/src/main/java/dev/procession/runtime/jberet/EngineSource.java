// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

/** Gives the engine that this JVM's {@code BatchRuntime.getJobOperator()} stands for; found by {@link java.util.ServiceLoader}. */
public interface EngineSource {

    /** The engine; starts it on the first call. */
    BatchEngine engine();
}

// SPDX-License-Identifier: Apache-2.0
package dev.procession.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Writes down the process id of the JVM that the TCK runs in, which is the coordinator, for {@link WhatRanIT}. */
public final class CoordinatorPid implements LauncherSessionListener {

    static final String FILE = "conformance.coordinator";

    /** For {@link java.util.ServiceLoader}. */
    public CoordinatorPid() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty("procession.workers") == null) {
            return; // not the TCK
        }
        try {
            Files.writeString(
                    Path.of(System.getProperty(FILE)),
                    Long.toString(ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version that the jar was built as. */
final class Version implements IVersionProvider {

    /** For picocli. */
    Version() {}

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"procession " + (version == null ? "(development)" : version), "Java " + Runtime.version()
        };
    }
}

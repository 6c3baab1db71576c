// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JobXmlTest {

    private static JobXml read(String xml) {
        return JobXml.read(xml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void read_commentAndProperties_areThoseOfTheJob() {
        JobXml xml = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <!-- Ten processes
                     greet. -->
                <job id="j" xmlns="https://jakarta.ee/xml/ns/jakartaee" version="2.0">
                  <!-- within -->
                  <properties>
                    <property name="procession.slots" value="10"/>
                  </properties>
                  <step id="s">
                    <properties>
                      <property name="procession.slots" value="3"/>
                    </properties>
                  </step>
                </job>
                """);

        assertThat(xml.description()).isEqualTo("Ten processes greet.");
        assertThat(xml.properties()).isEqualTo(Map.of("procession.slots", "10"));
    }

    @Test
    void read_noXmlOrEntities_saysWhatCameBefore() {
        assertThat(read("no xml")).isEqualTo(new JobXml("", Map.of()));
        assertThat(read("<!-- a --><!DOCTYPE job [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><job>&x;</job>")
                        .properties())
                .isEmpty();
        assertThat(read("<!-- begin --><job><properties><property name='a' value='1'/>")
                        .properties())
                .isEqualTo(Map.of("a", "1"));
    }
}

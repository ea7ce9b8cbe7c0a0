package io.faas4j.samples.service;

import java.math.BigDecimal;

/**
 * What a basket costs.
 *
 * @param customer who asked
 * @param total in euros
 * @param rule how it was reckoned
 */
record Quote(String customer, BigDecimal total, String rule) {}

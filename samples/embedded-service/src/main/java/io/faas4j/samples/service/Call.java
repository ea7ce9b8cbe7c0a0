package io.faas4j.samples.service;

/**
 * One HTTP request, as far as this service reads it.
 *
 * @param method such as {@code POST}
 * @param rest what follows the endpoint's own path, without a slash before it
 * @param body text in UTF-8
 */
record Call(String method, String rest, String body) {}

-- Asks a model for an answer, with a body as large as those of the chain.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"model":"bench","messages":[{"role":"user","content":"' .. string.rep("x", 6000) .. '"}]}'

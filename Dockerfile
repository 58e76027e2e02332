# The image of compose.yaml: everything from wheels that are pinned by hash, run by nobody special.
FROM python:3.11-slim AS build
RUN python -m venv /opt/anjuan
WORKDIR /src
COPY requirements/run.txt requirements/
RUN /opt/anjuan/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/run.txt
COPY . .
RUN /opt/anjuan/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home anjuan && install -d -o anjuan -g anjuan -m 0700 /data
COPY --from=build /opt/anjuan /opt/anjuan
ENV PATH=/opt/anjuan/bin:$PATH PYTHONUNBUFFERED=1 ANJUAN_DATA=/data
USER anjuan
WORKDIR /tmp
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["anjuan"]
CMD ["serve", "--host", "0.0.0.0"]

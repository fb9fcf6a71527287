# syntax=docker/dockerfile:1
# 法据的镜像：docker build -t faju .    不能上外网时用 --build-arg PIP_INDEX_URL=… 和 PYTHON_IMAGE=… 指向内网的镜像站。
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS build
ARG PIP_INDEX_URL=https://pypi.org/simple
ENV PIP_INDEX_URL=${PIP_INDEX_URL} PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/faju
WORKDIR /src
# The dependencies change less often than the program: a layer of their own.
COPY pyproject.toml ./
RUN python -c "import tomllib; p = tomllib.load(open('pyproject.toml', 'rb'))['project']; print(*p['dependencies'], *p['optional-dependencies']['vectors'], sep='\n')" \
      > requirements.txt \
 && /opt/faju/bin/pip install -r requirements.txt
COPY README.md LICENSE ./
COPY corpus corpus
COPY indexer indexer
COPY review review
COPY workflow workflow
COPY search_service search_service
COPY evaluation evaluation
RUN /opt/faju/bin/pip install --no-deps .

FROM ${PYTHON_IMAGE}
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin faju \
 && install -d -o faju -g faju -m 750 /data
COPY --from=build /opt/faju /opt/faju
ENV PATH=/opt/faju/bin:$PATH PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1 FAJU_HOME=/data FAJU_HOST=0.0.0.0 FAJU_PORT=8000
USER faju
WORKDIR /data
VOLUME /data
EXPOSE 8000
# The first start loads the starter library before it listens.
HEALTHCHECK --interval=15s --timeout=10s --start-period=10m --retries=4 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=8)"]
ENTRYPOINT ["faju"]
CMD ["serve"]

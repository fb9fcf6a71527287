"""`faju bundle`: a folder from which offices without internet install the program and its starter library.

BUNDLE/README.txt  install.bat  install.sh  install.py     what people start with
       wheelhouse/*.whl                                     all packages, for all targets
       requirements-<platform>-py<version>.txt              the exact versions for one target
       bundle.json                                          what is inside, for install.py
       SHA256SUMS                                           of every file above
"""
